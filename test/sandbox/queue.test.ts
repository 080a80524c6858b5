import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../lib/sandbox/database.ts';
import { openQueues } from '../../lib/sandbox/queue.ts';
import { temporaryFolder } from './temporary-folder.ts';

const redrives = { work: { deadLetter: 'dead-letters', maxReceives: 3 } };

function setUp(folder = temporaryFolder()) {
  const time = { now: Date.UTC(2026, 10, 1) };
  const database = openDatabase(folder);
  return { time, database, folder, queues: openQueues(database, () => time.now, { redrives }) };
}

describe('a queue', () => {
  it('hands out messages in the order in which they became visible, each to one receiver', () => {
    const { queues } = setUp();
    for (const body of ['a', 'b', 'c']) queues.send('work', body);
    expect(queues.receive('work', 2, 30).map(({ body }) => body)).toEqual(['a', 'b']);
    expect(queues.receive('work', 2, 30).map(({ body }) => body)).toEqual(['c']);
    expect(queues.receive('work', 2, 30)).toEqual([]);
  });

  it('holds a delayed message back until virtual time has passed', () => {
    const { queues, time } = setUp();
    queues.send('work', 'later', 900);
    expect(queues.receive('work', 1, 30)).toEqual([]);
    expect(queues.nextAt()).toBe(time.now + 900_000);
    time.now += 900_000;
    expect(queues.receive('work', 1, 30)).toHaveLength(1);
  });

  it('shows a message again when it was not deleted in time, and counts', () => {
    const { queues, time } = setUp();
    queues.send('work', 'a');
    const [first] = queues.receive('work', 1, 30);
    time.now += 30_000;
    const [second] = queues.receive('work', 1, 30);
    expect([first?.receives, second?.receives]).toEqual([1, 2]);
    expect(second?.firstReceivedAt).toBe(first?.firstReceivedAt);
    expect(queues.delete(first?.receipt ?? '')).toBe(false);
    expect(queues.delete(second?.receipt ?? '')).toBe(true);
    expect(queues.depth('work')).toEqual({ visible: 0, invisible: 0 });
  });

  it('changes how long a message stays invisible', () => {
    const { queues } = setUp();
    queues.send('work', 'a');
    const [message] = queues.receive('work', 1, 300);
    expect(queues.changeVisibility(message?.receipt ?? '', 0)).toBe(true);
    expect(queues.receive('work', 1, 30)).toHaveLength(1);
    expect(queues.changeVisibility(message?.receipt ?? '', 0)).toBe(false);
  });

  it('puts what was received too often into the dead-letter queue, and goes on with the next', () => {
    const { queues, time } = setUp();
    queues.send('work', 'poison');
    for (let tries = 0; tries < 3; tries += 1) {
      expect(queues.receive('work', 1, 30)).toHaveLength(1);
      time.now += 30_000;
    }
    queues.send('work', 'good');
    expect(queues.receive('work', 1, 30).map(({ body }) => body)).toEqual(['good']);
    expect(queues.receive('dead-letters', 1, 30).map(({ body }) => body)).toEqual(['poison']);
  });

  it('keeps its messages over a restart', () => {
    const { queues, database, folder } = setUp();
    queues.send('work', 'kept');
    queues.receive('work', 1, 30);
    queues.send('work', 'too');
    database.close();
    expect(setUp(folder).queues.depth('work')).toEqual({ visible: 1, invisible: 1 });
  });

  it('names the queues there are when asked for another', () => {
    expect(() => setUp().queues.send('wrok', 'a')).toThrow('there is no queue "wrok"; the queues are work, dead-letters');
  });

  it('belongs to one sandbox at a time', () => {
    const { folder } = setUp();
    expect(() => openDatabase(folder)).toThrow(`a sandbox is already running in ${folder}`);
  });
});
