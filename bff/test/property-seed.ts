import fc from 'fast-check';

// Properties are tried on the same cases every time, so that a red run is red again; another number tells other ones.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['EOMS_TEST_SEED'] ?? 20_191_115) });
