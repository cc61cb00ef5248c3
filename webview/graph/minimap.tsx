/** The whole graph in small, with the part that is in view: a press goes there. For the mouse; the keyboard has its own ways. */
import { useEffect, useRef } from 'preact/hooks';
import type { GraphLayout } from './layout.ts';

export interface MinimapProps {
  readonly layout: GraphLayout;
  readonly scale: number;
  readonly frame: { readonly current: HTMLElement | null };
  readonly nodeId: string | null;
}

const widest = 140;
const highest = 96;
const least = 24;

export function Minimap({ layout, scale, frame, nodeId }: MinimapProps) {
  const view = useRef<SVGRectElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const follow = () => {
      const place = {
        x: element.scrollLeft,
        y: element.scrollTop,
        width: element.clientWidth,
        height: element.clientHeight,
      };
      for (const [name, value] of Object.entries(place))
        view.current?.setAttribute(name, String(value / scale));
    };
    follow();
    element.addEventListener('scroll', follow, { passive: true });
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', follow);
      observer.disconnect();
    };
  }, [frame, scale, layout]);
  // A long chain is drawn wider than it is: as a hair it could be neither seen nor pressed.
  const fit = Math.min(widest / layout.width, highest / layout.height);
  const [width, height] = [Math.max(least, layout.width * fit), Math.max(least, layout.height * fit)];
  const goTo = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const element = frame.current;
    if (!element || event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / width) * layout.width * scale - element.clientWidth / 2;
    const y = ((event.clientY - box.top) / height) * layout.height * scale - element.clientHeight / 2;
    element.scrollTo(x, y);
  };
  return (
    <svg
      class="minimap"
      aria-hidden="true"
      width={width}
      height={height}
      preserveAspectRatio="none"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      onPointerDown={goTo}
      onPointerMove={goTo}
    >
      {[...layout.centres].map(([id, { x, y }]) => (
        <rect
          key={id}
          class={id === nodeId ? 'minimap-node minimap-current' : 'minimap-node'}
          x={x - layout.nodeWidth / 2}
          y={y - layout.nodeHeight / 2}
          width={layout.nodeWidth}
          height={layout.nodeHeight}
        />
      ))}
      <rect ref={view} class="minimap-view" />
    </svg>
  );
}
