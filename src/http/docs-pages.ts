import { join } from "node:path";
import type { Hono } from "hono";
import type { ServerBindings } from "./call.ts";
import { compression } from "./compression.ts";
import { openApiDocument } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { pagePolicy } from "./security-headers.ts";

/**
 * The API's documentation: the OpenAPI document, and pages on which it can be tried. The viewer is
 * Swagger UI, served from here, so that the pages work without any other server.
 */
export function mountDocs(
  app: Hono<{ Bindings: ServerBindings }>,
  operations: readonly Operation[],
  compresses: boolean,
): void {
  if (compresses) for (const path of [...documentPaths, "/api-docs/*"]) app.use(path, compression);
  const document = JSON.stringify(openApiDocument(operations));
  for (const path of documentPaths) {
    app.get(path, () => new Response(document, { headers: { "Content-Type": "application/json" } }));
  }
  for (const path of ["/api-docs", "/api/analytics/docs"]) {
    app.get(path, () => new Response(page, { headers: pageHeaders }));
  }
  for (const [name, type] of Object.entries(assets)) {
    app.get(`/api-docs/${name}`, () => assetResponse(name, type));
  }
}

const documentPaths = ["/openapi.json", "/api/analytics/openapi.json"];

const assetsFolder = join(Bun.resolveSync("swagger-ui-dist/package.json", import.meta.dir), "..");

const assets = {
  "swagger-ui.css": "text/css",
  "swagger-ui-bundle.js": "text/javascript",
  "start.js": "text/javascript",
} as const;

function assetResponse(name: string, type: string): Response {
  const headers = { "Content-Type": type, "Cache-Control": "public, max-age=3600" };
  if (name === "start.js") return new Response(startScript, { headers });
  return new Response(Bun.file(join(assetsFolder, name)), { headers });
}

const startScript = `window.addEventListener("load", () => {
  SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, tryItOutEnabled: true });
});
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tidemark API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api-docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/api-docs/swagger-ui-bundle.js"></script>
<script src="/api-docs/start.js"></script>
</body>
</html>
`;

const pageHeaders = {
  "Content-Type": "text/html; charset=utf-8",
  // The viewer sets styles by script.
  "Content-Security-Policy": pagePolicy({ inlineStyles: true }),
  "Referrer-Policy": "no-referrer",
};
