import { remoteConfig } from '@eoms/kit/build';

export default remoteConfig({ dir: import.meta.dirname, name: 'access' });
