const secrets = new Set<string>();

/** Shapes of credentials that are masked wherever they turn up, known to us or not. */
const PATTERNS: [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/([?&](?:token|access_token|api_key|key|password|code)=)[^&\s"\\]+/gi, '$1[redacted]'],
  [/\b(?:sk|pk|ak|rk|rt|cs)[-_][A-Za-z0-9_-]{12,}/g, '[redacted]'],
  [/\bsh_[A-Za-z0-9_-]{43}/g, '[redacted]'],
  [/(\/api\/share\/)[^/?#\s"\\]+/gi, '$1[redacted]'],
  [/\b(cpl_session=)[^;\s"\\]+/gi, '$1[redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '[redacted]'],
  [/\$argon2(?:id|i|d)\$[^\s"'\\]+/g, '[redacted]'],
  [/(\/\/[^/\s:@"]+:)[^@\s"]+@/g, '$1[redacted]@'],
  [/("\w*(?:password|secret|token|api_?key|authorization|cookie)"\s*:\s*")[^"]*"/gi, '$1[redacted]"'],
];

/** From now on `value` is masked in every log line. Values under 6 characters would mask ordinary words and are ignored. */
export function registerSecret(value: string): void {
  if (value.length >= 6) secrets.add(value);
}

/** Masks registered secrets and anything that looks like a credential. */
export function redact(text: string): string {
  let result = text;
  for (const secret of secrets) result = result.replaceAll(secret, '[redacted]');
  for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement);
  return result;
}
