import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import type { ApiClient, ApiResponse } from '../support/api-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';

export const TASKS = '/ap/v1/agent/tasks';

/** A gateway and a runner with a scripted model, somebody who uses them, and somebody else. */
export class Bench {
  private constructor(
    readonly installation: Installation,
    readonly gateway: RunningGateway,
    readonly ada: Person,
    readonly stranger: Person,
  ) {}

  static async start(): Promise<Bench> {
    const installation = await Installation.create({ DEFAULT_MODEL: 'scripted/echo', MAX_UPLOAD_MB: '2' });
    const gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    return new Bench(installation, gateway, await gateway.person(), await gateway.person());
  }

  async task(body: object = { input: 'Write it down' }, client = this.ada.client): Promise<string> {
    return (await client.post(TASKS, body)).body.task_id as string;
  }

  upload(id: string, data: FormData, client: ApiClient = this.ada.client): Promise<ApiResponse> {
    return client.post(`${TASKS}/${id}/artifacts`, undefined, { raw: data });
  }

  close(): Promise<void> {
    return this.installation.close();
  }
}
