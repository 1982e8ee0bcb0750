import { pino, type DestinationStream, type Logger } from 'pino';

/** JSON logger of the process; fields that could identify a person or a credential are removed should anybody log them. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['authorization', 'dpop', 'cookie', 'headers', 'body', 'token', 'phone', 'email'],
        remove: true,
      },
    },
    destination ?? pino.destination(1),
  );
