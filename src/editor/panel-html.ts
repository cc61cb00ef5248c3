/** The panel's HTML document: the only place that writes HTML. The page's script fills it from messages. */

export interface PageResources {
  /** VS Code's source expression for the extension's own files. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for every document. */
  readonly nonce: string;
  /** Language tag of the editor, such as `en` or `de`. */
  readonly language: string;
  readonly title: string;
}

/** The document, which may load one script, one style sheet and fonts, all of the extension, and nothing else. */
export function panelHtml(resources: PageResources): string {
  const script = attribute(resources.script);
  const style = attribute(resources.style);
  const nonce = attribute(resources.nonce);
  return `<!DOCTYPE html>
<html lang="${attribute(resources.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${attribute(contentSecurityPolicy(resources))}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${attribute(resources.title)}</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <div id="root"></div>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}

/** A nonce that cannot be guessed: 128 random bits in hexadecimal. */
export function freshNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function contentSecurityPolicy({ cspSource, nonce }: PageResources): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // The hash is that of an empty style element: the webview toolkit asks with one whether :focus-visible is known.
    `style-src ${cspSource} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    // The webview toolkit writes style attributes; they can colour and place, but neither run nor load anything.
    `style-src-attr 'unsafe-inline'`,
    `img-src data:`,
    `font-src ${cspSource}`,
  ].join('; ');
}

function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
