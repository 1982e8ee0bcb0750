import { standAlone } from '@eoms/kit/testing/stand-alone';
import App from './app.tsx';
import { manifest } from './remote.ts';
import { prepareAccess } from './stand-alone-access.ts';

void standAlone({ manifest, app: App, prepare: prepareAccess });
