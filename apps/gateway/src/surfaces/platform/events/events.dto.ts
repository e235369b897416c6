import { DateField, IntField, JsonField, sseFrame, StringField, UuidField } from '@muster/platform';
import type { FeedEvent } from '@muster/runs';

/** The data of one event. */
class EventDto {
  @StringField({ about: 'Hand it in as `Last-Event-ID` to go on after it' }) id: string;
  @UuidField({ nullable: true, about: 'Null: it is about something else of the organization' })
  run_id: string | null;
  @IntField({ nullable: true, about: 'Number in the run, without gaps' }) seq: number | null;
  @StringField() type: string;
  @JsonField() data: Record<string, unknown>;
  @DateField() created_at: Date;
}

const toEventDto = (event: FeedEvent, id: string): EventDto => ({
  id,
  run_id: event.runId,
  seq: event.seq,
  type: event.type,
  data: event.data,
  created_at: event.createdAt,
});

const frames = new WeakMap<FeedEvent, { id: string; frame: string }>();

/** Made once for all streams of this process that carry the event under the same id. */
export function toFrame(event: FeedEvent, id: string): string {
  const known = frames.get(event);
  if (known?.id === id) return known.frame;
  const frame = sseFrame(id, event.type, JSON.stringify(toEventDto(event, id)));
  frames.set(event, { id, frame });
  return frame;
}
