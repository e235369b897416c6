import type { CallToolResult } from '@modelcontextprotocol/client' with { 'resolution-mode': 'import' };
import type { RemoteResult } from '../remote-tool';

const LONGEST_TEXT = 200_000;
const LONGEST_STRUCTURE = 200_000;
const MOST_LEFT = 100;

type Block = CallToolResult['content'][number];

/** The text of a result; pictures, sounds and files are told of, not kept. */
export function toRemoteResult({ content, structuredContent, isError }: CallToolResult): RemoteResult {
  const texts = content.map(textOf).filter((text) => text !== undefined);
  const whole = texts.join('\n\n');
  const left = content.filter((block) => textOf(block) === undefined).map(describe);
  const structure = JSON.stringify(structuredContent ?? null).length;
  const isTooLarge = structure > LONGEST_STRUCTURE;
  return {
    failed: isError === true,
    text: whole.slice(0, LONGEST_TEXT).toWellFormed(),
    ...(structuredContent !== undefined && !isTooLarge && { structured: structuredContent }),
    left: [
      ...left.slice(0, MOST_LEFT),
      ...(left.length > MOST_LEFT ? [`${left.length - MOST_LEFT} more parts`] : []),
      ...(whole.length > LONGEST_TEXT ? [`text after its first ${LONGEST_TEXT} characters`] : []),
      ...(isTooLarge ? [`structured content of ${structure} characters`] : []),
    ],
  };
}

function textOf(block: Block): string | undefined {
  if (block.type === 'text') return block.text;
  return block.type === 'resource' && 'text' in block.resource ? block.resource.text : undefined;
}

function describe(block: Block): string {
  if (block.type === 'image' || block.type === 'audio')
    return `${block.type} ${short(block.mimeType)}, ${bytesOf(block.data)} bytes`;
  if (block.type === 'resource_link') return `link ${short(block.name)} ${short(block.uri)}`;
  return `${block.type} ${block.type === 'resource' ? short(block.resource.uri) : ''}`.trim();
}

const bytesOf = (base64: string): number => Math.floor((base64.length * 3) / 4);

const short = (text: string): string => text.slice(0, 200);
