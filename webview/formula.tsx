/** A formula, drawn as MathML by Temml; the one place of the page that turns LaTeX into something to see. */
import temml from 'temml';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The formula; where Temml cannot read the LaTeX, the LaTeX itself as text. `label` is what a screen reader says instead. */
export function Formula({ latex, display = false }: { latex: string; display?: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    try {
      temml.render(latex, element, { displayMode: display, throwOnError: true, trust: false });
    } catch {
      element.textContent = latex;
    }
  }, [latex, display]);
  return <span ref={place} class={display ? 'formula formula-display' : 'formula'} />;
}
