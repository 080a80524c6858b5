import { afterAll, describe } from 'vitest';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';
import { describeTable } from './world.ts';

describe.skipIf(noDatabase)(`on DynamoDB ${noDatabase ?? ''}`, () => {
  let database: TestDatabase | undefined;
  afterAll(() => database?.close());
  describeTable(
    'on DynamoDB',
    async () => {
      database = await openDatabase();
      return database.world;
    },
    { removesInMissingMaps: !process.env.DYNAMODB_ENDPOINT },
  );
});
