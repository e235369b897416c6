import { EnumField } from '@muster/platform';
import type { StartFrom } from '@muster/runs';

export class EventQueryDto {
  @EnumField(['start', 'now'], { optional: true, about: 'Where to begin without `Last-Event-ID`' })
  from?: 'start' | 'now';
}

/** `0`, or no id with `from=start`, means from the beginning; no id alone means from now on. */
export const toStartFrom = (lastEventId: string | undefined, { from = 'now' }: EventQueryDto): StartFrom => {
  if (lastEventId === undefined || lastEventId === '') return from;
  return lastEventId === '0' ? 'start' : { after: lastEventId };
};
