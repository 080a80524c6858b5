import { memoryWorld } from '../../lib/memory/world.ts';
import { describeTable } from './world.ts';

describeTable('in memory', async () => memoryWorld({ now: () => 0 }));
