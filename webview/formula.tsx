/** A formula, drawn as MathML by Temml; the one place of the page that turns LaTeX into something to see. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import temml from 'temml';

export interface FormulaProps {
  readonly latex: string;
  /** What to show where Temml cannot read the LaTeX; the LaTeX itself if absent. */
  readonly text?: string;
  /** 'line' stands in a sentence, 'large' too but with fractions at full size, 'block' stands alone. */
  readonly size?: 'line' | 'large' | 'block';
}

/** The formula, as mathematics or else as text. A long one breaks at its signs. */
export function Formula({ latex, text, size = 'line' }: FormulaProps) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const drawn = size === 'line' ? latex : `\\displaystyle ${latex}`;
    try {
      temml.render(drawn, element, { throwOnError: true, trust: false, wrap: 'tex' });
    } catch {
      element.textContent = text || latex;
    }
  }, [latex, text, size]);
  return <span ref={place} class={`formula formula-${size}`} />;
}
