import { join } from 'node:path';

/** What the person at the terminal needs to know once everything runs. */
interface Welcome {
  root: string;
  address: string;
  extraPorts: number[];
  adminEmail: string;
  /** Set on the first start only: it is printed once and kept nowhere. */
  adminPassword?: string;
}

/** The lines printed at the end of a start. */
export function guide(welcome: Welcome): string {
  const { address } = welcome;
  const ports = welcome.extraPorts.length > 0 ? ` (also on ${welcome.extraPorts.join(', ')})` : '';
  return [
    '',
    `Muster is ready: ${address}${ports}`,
    `Interactive docs: ${address}/docs`,
    ...administrator(welcome),
    '',
    'The main job, in three commands (log in and upload, ask, run the steps):',
    '',
    ...mainJob(welcome),
    '',
    'Ctrl-C stops everything and keeps the data.',
    '',
  ].join('\n');
}

const administrator = ({ adminEmail, adminPassword }: Welcome): string[] =>
  adminPassword
    ? [`Administrator:    ${adminEmail}  password: ${adminPassword}  (shown this once)`]
    : [`Administrator:    ${adminEmail}`];

/** Pasted together or one by one, in any POSIX shell with curl; `node` reads what `jq` would, which may be missing. */
function mainJob({ root, address, adminEmail, adminPassword }: Welcome): string[] {
  const login = JSON.stringify({ username: adminEmail, password: adminPassword ?? 'YOUR-PASSWORD' });
  const json = `-H 'content-type: application/json'`;
  const bearer = `-H "authorization: Bearer $TOKEN"`;
  const sample = join(root, 'docs', 'samples', 'muster-handbook.pdf');
  const documents = `${address}/api/documents`;
  return [
    `  TOKEN=$(curl -s ${address}/auth/login ${json} -d '${login}' | ${picked('token')}) &&` +
      ` DOCUMENT=$(curl -s "${documents}?title=Handbook&description=Sample" ${bearer} -F 'file=@${sample}' | ${picked('id')}) &&` +
      ` while curl -s ${documents}/$DOCUMENT ${bearer} | grep '"ingesting"' >/dev/null; do sleep 1; done`,
    `  TASK=$(curl -s ${address}/api/tasks ${bearer} ${json} -d '{"message":"What happens when a worker dies?"}' | ${picked('id')})`,
    `  for step in search answer; do curl -s -X POST ${address}/api/tasks/$TASK ${bearer} | ${SHOWN}; done;` +
      ` echo "What it cites, in place: ${address}/documents/$DOCUMENT/view?task=$TASK"`,
  ];
}

const picked = (member: string): string => `node -p 'JSON.parse(fs.readFileSync(0)).${member}'`;

const SHOWN = `node -p 'const { action, result } = JSON.parse(fs.readFileSync(0)); action.name + ": " + (result.message ?? result.summary)'`;
