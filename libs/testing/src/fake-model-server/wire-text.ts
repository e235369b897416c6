/** Content as any of the wire formats writes it: a string, or parts with text somewhere in them. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content))
    return content === undefined || content === null ? '' : JSON.stringify(content);
  return content
    .map((part: Record<string, unknown>) =>
      typeof part.text === 'string' ? part.text : JSON.stringify(part),
    )
    .join('\n');
}

export const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** Words with the space that follows them: joined again they give the text. */
export const pieces = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const records = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** `value.a.b` where every step may be missing. */
export const dig = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);

export const asString = (value: unknown): string => (typeof value === 'string' ? value : '');
