/** A page for those whom the app itself does not open for. Both texts are our own, never a request's. */
export function noticePage(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} · Assay</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.55 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center }
main { max-width: 30rem; padding: 2rem }
h1 { font-size: 1.25rem }
</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;
}
