import { standAlone } from '@eoms/kit/testing/stand-alone';
import App from './app.tsx';
import { manifest } from './remote.ts';
import { keepStores } from './stand-alone-stores.ts';

void standAlone({ manifest, app: App, prepare: keepStores });
