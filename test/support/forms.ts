/** A form with one file in it, and fields before or behind that. */
export function formOf(
  filename: string,
  content: string | Uint8Array<ArrayBuffer>,
  fields: { before?: Record<string, string>; behind?: Record<string, string>; type?: string } = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields.before ?? {})) form.append(name, value);
  form.append('file', new Blob([content], { type: fields.type ?? 'text/plain' }), filename);
  for (const [name, value] of Object.entries(fields.behind ?? {})) form.append(name, value);
  return form;
}
