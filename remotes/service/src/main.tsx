import { standAlone } from '@eoms/kit/testing/stand-alone';
import App from './app.tsx';
import { prepareDesk } from './stand-alone-desk.ts';
import { manifest } from './remote.ts';

void standAlone({ manifest, app: App, prepare: prepareDesk });
