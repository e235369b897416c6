import { Installation } from '../support/installation';
import { ledger, ProbeModule } from './probe';

describe('a gateway that is told to leave', () => {
  let installation: Installation;

  beforeEach(async () => {
    installation = await Installation.create();
  });

  afterEach(() => installation.close());

  it('finishes what is in flight and accepts nothing new', async () => {
    const gateway = await installation.startGateway({}, ProbeModule);
    const { client } = await gateway.person();
    let finish = (): void => undefined;
    const running = new Promise<void>((started) => {
      ledger.next = () => {
        started();
        return new Promise((resolve) => (finish = resolve));
      };
    });
    const inFlight = client.post('/probe/things/once', { name: 'x' });
    await running;
    const left = gateway.close();
    await expect(untilRefused(gateway.url)).resolves.toBeUndefined();
    finish();
    const { status, headers } = await inFlight;
    expect([status, headers.get('connection')]).toEqual([201, 'close']);
    await left;
  });

  it('ends streams, so that their clients reconnect elsewhere', async () => {
    const gateway = await installation.startGateway({ DRAIN_SECONDS: '60' }, ProbeModule);
    const { token } = await gateway.person();
    const stream = await fetch(`${gateway.url}/probe/things/stream?token=${token}`);
    const ended = stream.text();
    await gateway.close();
    expect(await ended).toBe(': hello\n\n');
  });

  it('cuts off what does not finish in time', async () => {
    const gateway = await installation.startGateway({ DRAIN_SECONDS: '0' }, ProbeModule);
    const { client } = await gateway.person();
    const running = new Promise<void>((started) => {
      ledger.next = () => {
        started();
        return new Promise(() => undefined);
      };
    });
    const inFlight = expect(client.post('/probe/things/once', { name: 'x' })).rejects.toThrow();
    await running;
    await gateway.close();
    await inFlight;
  });
});

async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const refused = await fetch(`${url}/version`, { headers: { connection: 'close' } }).then(
      () => false,
      () => true,
    );
    if (refused) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
