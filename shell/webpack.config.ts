import { shellConfig } from '@eoms/kit/build';

export default shellConfig({ dir: import.meta.dirname });
