import type { Wiring } from './wiring-shape.ts';

/** Every function may also park records in `dead-letters`. A test runs them all with these rights, and asks that each is used. */
export const wiring = {
  http: {
    errorImpact: 'activities, customers, consents, answers and redemptions sent by the shop over HTTP are refused',
    source: {
      routes: [
        { method: 'POST', path: '/activities', signed: true },
        { method: 'POST', path: '/customers', signed: true },
        { method: 'POST', path: '/consents', signed: true },
        { method: 'POST', path: '/responses', signed: true },
        { method: 'POST', path: '/redemptions', signed: true },
        { method: 'POST', path: '/redemptions/{key}/confirm', signed: true },
        { method: 'POST', path: '/redemptions/{key}/cancel', signed: true },
        { method: 'GET', path: '/customers/{id}/export', signed: true, rare: true },
        { method: 'POST', path: '/customers/{id}/erase', signed: true, rare: true },
      ],
    },
    access: {
      tables: {
        activities: ['query', 'put'],
        // A redemption changes her points, and hands out codes; who is erased is taken off her addresses.
        customers: ['get', 'put', 'update'],
        relations: ['get', 'query', 'put', 'update', 'delete', 'check'],
        control: ['get', 'query', 'put', 'update', 'delete'],
      },
    },
    timeout: 10,
  },
  'http-public': {
    errorImpact: 'unsubscribe links and the other links of messages answer an error',
    source: {
      routes: [
        { method: 'GET', path: '/r/{token}', signed: false },
        { method: 'POST', path: '/r/{token}', signed: false },
        { method: 'GET', path: '/unsubscribe/{token}', signed: false },
        { method: 'POST', path: '/unsubscribe/{token}', signed: false },
        { method: 'GET', path: '/preferences/{token}', signed: false },
        { method: 'POST', path: '/preferences/{token}', signed: false },
        { method: 'GET', path: '/survey/{token}', signed: false },
        { method: 'POST', path: '/survey/{token}', signed: false },
        { method: 'GET', path: '/confirm/{token}', signed: false },
        { method: 'POST', path: '/confirm/{token}', signed: false },
        { method: 'GET', path: '/tasks/{token}', signed: false },
        { method: 'POST', path: '/tasks/{token}', signed: false },
        { method: 'GET', path: '/stop/{token}', signed: false },
        { method: 'POST', path: '/stop/{token}', signed: false },
      ],
    },
    access: {
      tables: {
        activities: ['put'],
        customers: ['get'],
        relations: ['get', 'query', 'put', 'update'],
        control: ['get', 'query', 'update'],
      },
    },
    timeout: 10,
  },
  'on-event': {
    errorImpact: 'activities put on the event bus by other systems wait in the dead-letter queue',
    source: { bus: 'rapport', pattern: { 'detail-type': ['activity'] } },
    access: { tables: { activities: ['put'], control: ['get', 'query'] } },
    timeout: 30,
  },
  'on-activity': {
    errorImpact: 'orders and other activities are recorded but start, move and end no campaign',
    source: {
      stream: 'activities',
      filter: { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['activity'] } } } },
      batchSize: 100,
      retries: 50,
      maxAgeHours: 6,
    },
    access: {
      tables: {
        activities: ['get', 'put', 'update', 'delete'],
        customers: ['get', 'put'],
        relations: ['get', 'query', 'put', 'update', 'delete'],
        control: ['get', 'query', 'update'],
      },
    },
    timeout: 60,
  },
  'dispatch-messages': {
    errorImpact: 'planned messages stay in the outbox and are not sent',
    source: {
      stream: 'relations',
      filter: { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { dispatch: { S: ['yes'] } } } },
      batchSize: 100,
      retries: 50,
      maxAgeHours: 6,
    },
    access: { queues: ['triggered', 'bulk'], bus: true },
    timeout: 60,
  },
  'count-events': {
    errorImpact: 'figures of campaigns lag behind; what waits in the dead-letter queue is missing in them until "rapport recount --repair"',
    source: {
      stream: 'relations',
      filter: { dynamodb: { Keys: { sk: { S: [{ prefix: 'ENR#' }, { prefix: 'MSG#' }] } } } },
      batchSize: 1000,
      retries: 50,
      maxAgeHours: 6,
      tumbling: { gather: 60, window: 900 },
    },
    access: { tables: { control: ['get', 'put'] } },
    timeout: 60,
  },
  'sweep-due': {
    errorImpact: 'no wait ends: customers stay at the step where they are',
    source: { schedule: 'rate(1 minute)' },
    access: { tables: { relations: ['due'], control: ['get', 'query'] }, queues: ['work', 'triggered', 'bulk'], waiting: ['bulk'] },
    timeout: 50,
  },
  'wake-enrollments': {
    errorImpact: 'customers whose wait has ended stay at the step where they are',
    source: { queue: 'work', batchSize: 10, maxConcurrency: 10, tries: 5 },
    access: {
      tables: {
        // Of a customer who was erased all is deleted.
        activities: ['query', 'put', 'delete'],
        customers: ['get', 'put', 'check'],
        relations: ['get', 'query', 'put', 'update', 'delete'],
        control: ['get', 'query', 'put', 'update', 'delete'],
      },
      queues: ['pages'],
    },
    timeout: 60,
  },
  'send-message': {
    errorImpact: 'thank-you and other triggered messages wait in the queue',
    source: { queue: 'triggered', batchSize: 10, maxConcurrency: 10, tries: 5 },
    access: {
      tables: {
        customers: ['get'],
        relations: ['get', 'query', 'put', 'update', 'check'],
        control: ['get', 'query', 'put', 'update', 'delete'],
      },
      queues: ['triggered'],
      email: true,
      sms: true,
      quota: true,
    },
    timeout: 60,
  },
  'send-broadcasts': {
    errorImpact: 'scheduled campaigns are selected but their messages wait in the queue',
    source: { queue: 'bulk', batchSize: 4, maxConcurrency: 10, tries: 5 },
    access: {
      tables: {
        customers: ['get'],
        relations: ['get', 'query', 'put', 'update'],
        control: ['get', 'query', 'put', 'update', 'delete'],
      },
      queues: ['bulk', 'triggered'],
      email: true,
      sms: true,
      quota: true,
    },
    timeout: 60,
  },
  'run-campaigns': {
    errorImpact: 'scheduled campaigns do not start, and those that are under way send no further messages',
    source: { schedule: 'rate(1 minute)' },
    access: {
      tables: { control: ['get', 'query', 'put', 'update', 'delete'] },
      queues: ['bulk', 'pages', 'triggered'],
      waiting: ['bulk', 'pages'],
      quota: true,
    },
    timeout: 50,
  },
  'send-reports': {
    errorImpact: 'owners of campaigns get no mail on Monday',
    source: { schedule: 'cron(0/15 * * * ? *)' },
    access: { tables: { relations: ['get', 'put', 'update'], control: ['get', 'query', 'put'] }, email: true },
    timeout: 50,
  },
  'enroll-customers': {
    errorImpact: 'the recipients of scheduled campaigns are not selected, not entered and not accounted for',
    source: { queue: 'pages', batchSize: 5, maxConcurrency: 10, tries: 5 },
    access: {
      tables: {
        // The nightly pass counts of a customer what was never counted of her.
        activities: ['query', 'put'],
        customers: ['get', 'scan', 'put', 'check'],
        relations: ['get', 'query', 'scan', 'put', 'update', 'delete'],
        control: ['get', 'query', 'put', 'update', 'delete'],
      },
      queues: ['pages', 'bulk', 'triggered'],
      bus: true,
    },
    timeout: 60,
  },
  'publish-campaigns': {
    errorImpact: 'a deploy fails, and the definitions before it stay in force',
    source: { deploy: 'each' },
    access: {
      tables: {
        activities: ['query'],
        customers: ['get', 'scan', 'put'],
        relations: ['get', 'put'],
        control: ['get', 'query', 'put', 'delete'],
      },
      assets: true,
    },
    timeout: 840,
  },
  'on-delivery-event': {
    errorImpact: 'bounces and complaints do not stop further mail; events in the dead-letter queue must be replayed',
    source: { bus: 'default', pattern: { source: ['aws.ses'] }, sns: 'feedback' },
    access: {
      tables: { activities: ['put'], customers: ['get'], relations: ['get', 'put', 'update'], control: ['get', 'query'] },
      queues: ['work', 'pages'],
    },
    timeout: 30,
  },
  'on-text-event': {
    errorImpact:
      'STOP, HELP and other answers by text are not heard, receipts of texts do not count; events in the dead-letter queue must be replayed',
    source: { sns: 'texts' },
    access: {
      tables: {
        activities: ['query', 'put'],
        customers: ['get'],
        relations: ['get', 'query', 'put', 'update', 'check'],
        control: ['get', 'query'],
      },
      queues: ['triggered', 'pages'],
    },
    timeout: 30,
  },
} as const satisfies Record<string, Wiring>;

/** The file name under `functions/`, without its ending. */
export type FunctionName = keyof typeof wiring;
