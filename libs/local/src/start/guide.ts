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
    'The main job, in three commands (log in and upload, ask for a task, run a step of it):',
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

function mainJob({ root, address, adminEmail, adminPassword }: Welcome): string[] {
  const login = JSON.stringify({ username: adminEmail, password: adminPassword ?? 'YOUR-PASSWORD' });
  const json = `-H 'content-type: application/json'`;
  const bearer = `-H "authorization: Bearer $TOKEN"`;
  const sample = join(root, 'docs', 'samples', 'muster-handbook.pdf');
  return [
    `  TOKEN=$(curl -s ${address}/auth/login ${json} -d '${login}' | ${picked('token')}) &&` +
      ` curl -s "${address}/api/documents?title=Handbook&description=Sample" ${bearer} -F 'file=@${sample}'`,
    `  TASK=$(curl -s ${address}/api/tasks ${bearer} ${json} -d '{"message":"What happens when a runner dies?"}' | ${picked('id')})`,
    `  curl -s -X POST ${address}/api/tasks/$TASK ${bearer}`,
  ];
}

const picked = (member: string): string => `node -p 'JSON.parse(fs.readFileSync(0)).${member}'`;
