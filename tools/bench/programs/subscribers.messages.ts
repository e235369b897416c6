/** What the subscribers are told to follow: one stream a path. */
export interface SubscribeRequest {
  url: string;
  headers: Record<string, string>;
  paths: string[];
}

export interface SubscribersReport {
  /** From the moment the event was written to its arrival, ms; one for each event that a subscriber got. */
  latencies: number[];
  /** Different events that each subscriber got. */
  received: number[];
  /** Events that a subscriber got a second time. */
  doubles: number;
  /** Streams that ended before they were asked to. */
  cut: number;
}
