import { portProblem } from '../processes/ports';
import type { Facts } from './preparation';
import { StartError } from './start.error';

/** Every port that Muster will serve must be free, before anything is started. */
export async function checkPorts({ host, port, extraPorts }: Facts): Promise<void> {
  const wanted: [string, number][] = [
    ['PORT', port],
    ...extraPorts.map((extra): [string, number] => ['EXTRA_PORTS', extra]),
  ];
  for (const [setting, number] of wanted) {
    const problem = await portProblem(number, host);
    if (problem === 'EADDRINUSE')
      throw new StartError(`port ${number} is in use: set ${setting} to another one`);
    if (problem === 'EACCES')
      throw new StartError(`port ${number} is not allowed to this user: set ${setting} to another one`);
    if (problem) throw new StartError(`port ${number} cannot be served (${setting}): ${problem}`);
  }
}
