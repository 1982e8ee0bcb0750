/** Address of the queue. */
export const QUEUE_PATH = '/service/tickets';
/** Address at which a ticket is opened. */
export const OPENING_PATH = `${QUEUE_PATH}/new`;
/** Address of one ticket. */
export const ticketPath = (ticketId: string): string => `${QUEUE_PATH}/${ticketId}`;

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** True for what can be an id; anything else in an address names nothing. */
export const isId = (text: string): boolean => ID.test(text);
