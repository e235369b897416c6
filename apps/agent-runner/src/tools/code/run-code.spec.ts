import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadSettings } from '@muster/platform';
import type { Turn } from '@muster/tasks';
import { ToolLab } from '../../testing/tool-lab';
import { CodeSettings } from './code.settings';
import { findSandbox } from './sandbox/find-sandbox';

const settings = loadSettings([CodeSettings], {})[0];

interface Ran {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  ended?: string;
  cut?: boolean;
  files: { filename: string; size: number }[];
  notKept?: string[];
}

describe('run_code', () => {
  let lab: ToolLab;
  /** Why there is no sandbox on this machine. */
  let none: string | undefined;

  beforeAll(async () => {
    const found = await findSandbox(settings);
    none = 'off' in found ? found.off : undefined;
    lab = await ToolLab.open({ RUN_CODE: 'on', RUN_CODE_SECONDS: '5', RUN_CODE_MEMORY_MB: '128' });
  });
  afterAll(() => lab.close());

  async function turnOf(language: string, source: string, task?: string): Promise<Turn> {
    return lab.step({ message: `[[run_code ${JSON.stringify({ language, source })}]]` }, task);
  }

  /** Where there is no sandbox, nothing may be run at all, and the reason is said. */
  async function ran(language: string, source: string, check: (ran: Ran, turn: Turn) => void, task?: string) {
    const turn = await turnOf(language, source, task);
    if (none === undefined) check(turn.result.details as Ran, turn);
    else
      expect(turn.result).toMatchObject({
        status: 'FAILURE',
        error: `run_code is off: ${none}`,
        details: null,
      });
  }

  it.each([
    ['python', 'print(6 * 7)'],
    ['javascript', 'console.log(6 * 7)'],
    ['javascript', 'import { join } from "node:path"; await 0; console.log(6 * 7)'],
    ['bash', 'echo $((6 * 7))'],
  ])('gives what is printed: %s', async (language, source) => {
    await ran(language, source, (outcome, { result }) => {
      expect(result).toMatchObject({ status: 'SUCCESS', summary: `Ran ${language}` });
      expect(outcome).toEqual({ stdout: '42\n', stderr: '', exitCode: 0, files: [] });
    });
  });

  it('fails with what went wrong', async () => {
    await ran('python', 'import sys; print("half"); sys.exit("no good")', (outcome, { result }) => {
      expect(outcome).toMatchObject({ stdout: 'half\n', stderr: 'no good\n', exitCode: 1 });
      expect(result).toMatchObject({ status: 'FAILURE', error: 'exit code 1\nno good' });
    });
  });

  it('has the files of the task, and gives back what it wrote', async () => {
    const task = await lab.task();
    await lab.step('[[write_file in.txt three words here]]', task);
    const source = `
open("out.txt", "w").write(str(len(open("in.txt").read().split())))
open("in.txt", "a").write("!")
import os; os.mkdir("folder"); os.symlink("/etc/hostname", "link"); os.mkfifo("pipe"); open("bad\\nname", "w")`;
    await ran(
      'python',
      source,
      (outcome, turn) => {
        expect(outcome.files.map(({ filename }) => filename).sort()).toEqual(['in.txt', 'out.txt']);
        expect(outcome.notKept).toEqual(['bad\nname']);
        expect(turn.files).toMatchObject([
          { metadata: { createdBy: 'agent' } },
          { metadata: { createdBy: 'agent' } },
        ]);
      },
      task,
    );
    if (none === undefined)
      expect(await lab.files(task)).toEqual({ 'in.txt': 'three words here!', 'out.txt': '3' });
  });

  it('reaches no network, not even this machine', async () => {
    let asked = 0;
    const server = createServer((_, response) => response.end(String((asked += 1))));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    await ran('javascript', `await fetch('http://127.0.0.1:${port}/')`, (outcome) => {
      expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('fetch failed') });
    });
    await ran('bash', 'cat /proc/net/dev | tail -n +3 | cut -d: -f1', (outcome) => {
      expect(outcome.stdout.trim()).toBe('lo');
    });
    expect(asked).toBe(0);
    server.close();
  });

  it('sees nothing of the machine but its programs, and can change none of it', async () => {
    process.env.SOMETHING_PRIVATE = 'private-value';
    const look = `env; cat /etc/passwd /proc/1/environ; ls /root ${process.cwd()} /var; touch /usr/x /bin/x; mount -t tmpfs x /usr; kill -9 ${process.pid}; unshare -U true; hostname; ls -a /work /home`;
    await ran('bash', look, ({ stdout, stderr }) => {
      expect(stdout).not.toContain('private-value');
      expect(stdout).not.toMatch(/root:|package\.json/);
      expect(stdout).toMatch(/^sandbox$/m);
      for (const refused of [
        /passwd: No such file/,
        /usr\/x.*Read-only/,
        /bin\/x.*Read-only/,
        /No such process|Operation not permitted/,
      ])
        expect(stderr).toMatch(refused);
      expect(stderr).toMatch(/unshare/);
    });
    delete process.env.SOMETHING_PRIVATE;
  });

  it.each([
    ['runs for ever', 'bash', 'while true; do sleep 1; done', /more than 5 seconds/],
    [
      'computes for ever, and does not want to end',
      'bash',
      'trap "" TERM INT; while :; do :; done',
      /more than 5 seconds|exit code 1\d\d/,
    ],
    [
      'takes all memory',
      'javascript',
      'const a = []; for (;;) a.push(Buffer.alloc(1e7, 1));',
      /too much memory|exit code/,
    ],
    [
      'takes all memory, in many parts',
      'bash',
      'for i in 1 2 3 4; do (x=$(head -c 60M /dev/zero | tr "\\0" x); sleep 5) & done; wait',
      /too much memory/,
    ],
    [
      'writes for ever',
      'bash',
      'for i in $(seq 100); do head -c 9M /dev/zero > f$i; sleep 0.02; done',
      /too many bytes in files/,
    ],
  ])('is ended when it %s', async (_, language, source, why) => {
    await ran(language, source, (outcome, { result }) => {
      expect(result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(why) });
    });
  });

  it('may start many processes, and not very many', async () => {
    await ran(
      'bash',
      'for i in $(seq 20); do sleep 0.1 & done; wait; echo fine; :(){ :|:& };:; sleep 1',
      ({ stdout, stderr }) => {
        expect(stdout).toBe('fine\n');
        expect(stderr).toMatch(/Resource temporarily unavailable/);
      },
    );
  });

  it('writes no file that is too large', async () => {
    await ran('python', 'open("big", "wb").write(bytes(20_000_000))', ({ exitCode, files }) => {
      expect(exitCode).not.toBe(0);
      expect(files.every(({ size }) => size <= 10 * 1024 ** 2)).toBe(true);
    });
  });

  it('prints as much as it likes, of which the beginning is kept', async () => {
    await ran(
      'bash',
      'head -c 5M /dev/zero | tr "\\0" x; head -c 5M /dev/zero | tr "\\0" y >&2',
      (outcome) => {
        expect([outcome.stdout.length, outcome.stderr.length, outcome.cut]).toEqual([65_536, 65_536, true]);
      },
    );
  });

  it('takes a language that it knows', async () => {
    const { result } = await turnOf('cobol', 'x');
    expect(result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(/invalid parameters/) });
  });

  it('is not for those without an account', async () => {
    const visitor = await lab.visitor();
    const { result } = await lab.step('[[run_code bash "echo hi"]]', undefined, visitor);
    expect(result.error).toMatch(/^run_code is off: /);
    expect(result.details).toBeNull();
  });
});

describe('where it is not switched on, run_code', () => {
  it('runs nothing', async () => {
    const lab = await ToolLab.open();
    expect((await lab.step('[[run_code bash "echo hi"]]')).result.error).toBe(
      'run_code is off: RUN_CODE is not on',
    );
    await lab.close();
  });
});
