/** Milliseconds since 1970-01-01T00:00:00Z. Instants end in `At`. */
export type Instant = number;
