import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events of an organization that belong to no run. */
export class OrganizationEvents1796050000001 implements MigrationInterface {
  name = 'OrganizationEvents1796050000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A table of its own, so that the hot one keeps its number in a run and its way of going with it. Ids are taken
      -- from where run_event takes them: inside one transaction they say in which order events of both were written.
      CREATE TABLE org_event (
        org_id uuid NOT NULL,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        id bigint NOT NULL DEFAULT nextval('run_event_id_seq'),
        permission text NOT NULL,
        type text NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT org_event_pkey PRIMARY KEY (org_id, xid, id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE org_event');
  }
}
