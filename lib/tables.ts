/**
 * How the four tables stand in DynamoDB: read by the stack, by `aws/create-tables.ts` and by the memory World's change feed.
 * Every table has a partition key `pk` and a sort key `sk`, both text, and is paid per request.
 */

/** Tables with a stream, and what its records show. */
export const streamViews = { activities: 'NEW_IMAGE', relations: 'NEW_AND_OLD_IMAGES' } as const;
export type StreamName = keyof typeof streamViews;

/** The sparse index on `relations`: both attributes are numbers, and it projects keys only. */
export const dueIndex = { name: 'due', partitionKey: 'dueShard', sortKey: 'dueAt' } as const;
