/**
 * What every answer tells browsers: take the content type as stated, send no addresses on, show nothing in
 * another site's frame, load nothing. Pages bring a policy of their own. Over HTTPS, browsers are to come by
 * HTTPS only.
 */
export function withSecurityHeaders(response: Response, isSecure: boolean): Response {
  const { headers } = response;
  if (isSecure) headers.set("Strict-Transport-Security", "max-age=31536000");
  if (headers.has("X-Content-Type-Options")) return response;
  headers.set("X-Content-Type-Options", "nosniff");
  if (headers.has("Content-Security-Policy")) return response;
  headers.set("Content-Security-Policy", ofData["Content-Security-Policy"]);
  headers.set("Referrer-Policy", ofData["Referrer-Policy"]);
  return response;
}

const ofData = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
} as const;
/** The same, for answers that have them from the start. */
export const headersOfData: Readonly<Headers> = new Headers(ofData);

/** For a page whose styles, scripts and images all come from here. */
export function pagePolicy({ inlineStyles = false } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    inlineStyles ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
