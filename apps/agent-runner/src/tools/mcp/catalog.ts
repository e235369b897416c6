import type { ToolCatalog } from '../tool';
import type { RemoteTool } from './remote-tool';

/** What all descriptions and schemas may come to in a prompt, in characters. */
const ROOM = 20_000;
/** One tool may take no more of it than this. */
const SHARE = 6_000;
const ROOM_FOR_NAMES = 4_000;

/** In the order of their servers, as many as there is room for; of the others the names. */
export function catalogOf(tools: RemoteTool[]): ToolCatalog {
  const catalog: ToolCatalog = { described: [], further: [] };
  let [room, roomForNames] = [ROOM, ROOM_FOR_NAMES];
  for (const { name, description, schema } of tools) {
    const written = JSON.stringify(schema);
    const size = name.length + description.length + written.length;
    if (size <= Math.min(room, SHARE)) {
      room -= size;
      catalog.described.push({ name, description, schema: written });
    } else if (name.length < roomForNames) {
      roomForNames -= name.length;
      catalog.further.push(name);
    }
  }
  return catalog;
}
