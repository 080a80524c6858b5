/** The occurrence of a run is its wall-clock time, "2027-03-01T09:00". */
export const runOccurrence = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
