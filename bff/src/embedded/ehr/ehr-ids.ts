/** Id of a unit of the demo company in its HR system. */
export const unitEhrId = (code: string): string => `U-${code}`;

/** Id of an employee of the demo company in its HR system. */
export const personEhrId = (employeeNo: string): string => `P-${employeeNo}`;
