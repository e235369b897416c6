import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { answer, options, serve } from './serve.mjs';

const chain = DBOS.registerWorkflow(
  async (prompts) => {
    const answers = [];
    for (const [index, prompt] of prompts.entries())
      answers.push(await DBOS.runStep(() => answer(prompt), { name: `prompt#${index + 1}` }));
    return answers;
  },
  { name: 'chain' },
);

DBOS.setConfig({
  name: 'muster-bench',
  applicationVersion: '1',
  systemDatabaseUrl: options.databaseUrl,
  // As many as two processes of Muster have together.
  systemDatabasePoolSize: 20,
  enableOTLP: false,
  logLevel: 'error',
});
await DBOS.launch();

const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 1 });
serve({
  start: async ({ prompts }) => (await DBOS.startWorkflow(chain)(prompts)).workflowID,
  done: async () => {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS count FROM dbos.workflow_status WHERE status = 'SUCCESS'`,
    );
    return rows[0].count;
  },
});
