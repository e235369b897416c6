import { median } from '../report/figures';
import { atLeast, type Row } from '../report/row';
import type { Bench, Section } from '../section';
import { installPeers } from '../support/install-peers';
import { PEERS, type Peer, startPeer } from '../support/peer';
import { burstOf, type Target } from '../support/burst-of';
import { muster } from './burst';

/** The same burst, in turns with Muster, so that both see the same machine. */
export const peers: Section = async (bench): Promise<Row[]> => {
  const folder = await installPeers(bench);
  const rows: Row[] = [];
  for (const peer of PEERS) rows.push(await against(bench, peer, folder));
  return rows;
};

async function against(bench: Bench, peer: Peer, folder: string | undefined): Promise<Row> {
  const what = `the same burst, beside ${peer.name}`;
  if (folder === undefined) return { what, unit: 'runs/s', note: 'not installed' };
  const started = await startPeer(bench, peer, folder).catch((error: Error) => error);
  if (started instanceof Error)
    return { what, unit: 'runs/s', note: `does not run here: ${started.message}` };
  try {
    const [ours, theirs] = await inTurns(bench, started.target);
    return {
      what,
      ...(peer.durable && { goal: atLeast(theirs) }),
      measured: ours,
      unit: 'runs/s',
      baseline: { name: peer.name, value: theirs },
      note: peer.note,
    };
  } finally {
    await started.stop();
  }
}

async function inTurns({ installation, quick, say }: Bench, theirs: Target): Promise<[number, number]> {
  const size = quick ? 200 : 1_000;
  const sides = [muster(installation), theirs] as const;
  const rates: [number[], number[]] = [[], []];
  for (const side of sides) await burstOf(size, side);
  for (let round = 0; round < (quick ? 1 : 4); round += 1) {
    rates[0].push(await burstOf(size, sides[0]));
    rates[1].push(await burstOf(size, sides[1]));
    say(`peers: ${rates[0].at(-1)?.toFixed(0)} against ${rates[1].at(-1)?.toFixed(0)} a second`);
  }
  return [median(rates[0]), median(rates[1])];
}
