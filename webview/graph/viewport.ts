/** The window onto the graph: zooming around a point, moving by mouse and keys, and bringing a node into sight. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { GraphLayout } from './layout.ts';

type Ref<Type> = { readonly current: Type | null };

export const leastZoom = 0.1;
export const mostZoom = 4;

/** A zoom within the limits. */
export function withinLimits(zoom: number): number {
  return Math.max(leastZoom, Math.min(mostZoom, zoom));
}

/** The zoom by a step of the wheel or of a key. */
export function zoomedBy(zoom: number, steps: number): number {
  return withinLimits(zoom * 1.25 ** steps);
}

/**
 * The zoom at which all of a drawing is in sight, as a multiple of `base`; never above 1, for a small graph has no need to
 * be larger than it is drawn.
 */
export function fittingZoom(
  drawing: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
  base: number,
): number {
  const scale = Math.min(view.width / Math.max(1, drawing.width), view.height / Math.max(1, drawing.height));
  return withinLimits(Math.min(1, scale / base));
}

/** How far to scroll along one axis, so that a stretch of the content is in sight with some room; the old offset where it is. */
export function offsetShowing(
  offset: number,
  view: number,
  start: number,
  end: number,
  room: number,
): number {
  if (start - room >= offset && end + room <= offset + view) return offset;
  return Math.max(0, (start + end) / 2 - view / 2);
}

/** Keeps the point under the pointer (else the middle) where it is while the scale changes. */
export function useSteadyZoom(frame: Ref<HTMLElement>, scale: number): { aim(event: MouseEvent): void } {
  const aimed = useRef<{ x: number; y: number } | null>(null);
  const before = useRef(scale);
  useLayoutEffect(() => {
    const element = frame.current;
    const ratio = scale / before.current;
    before.current = scale;
    if (!element || ratio === 1) return;
    const { x, y } = aimed.current ?? { x: element.clientWidth / 2, y: element.clientHeight / 2 };
    aimed.current = null;
    element.scrollLeft = (element.scrollLeft + x) * ratio - x;
    element.scrollTop = (element.scrollTop + y) * ratio - y;
  }, [frame, scale]);
  return {
    aim: (event) => {
      const box = frame.current?.getBoundingClientRect();
      if (box) aimed.current = { x: event.clientX - box.left, y: event.clientY - box.top };
    },
  };
}

/** Ctrl and the wheel, as a pinch on a touchpad also says it. */
export function useWheelZoom(
  frame: Ref<HTMLElement>,
  onZoom: (steps: number, event: WheelEvent) => void,
): void {
  const latest = useRef(onZoom);
  latest.current = onZoom;
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current(-Math.max(-1, Math.min(1, event.deltaY / 50)), event);
    };
    // A passive listener, which Preact would add, could not keep the page from zooming.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [frame]);
}

/** Dragging the background moves the drawing. */
export function startDrag(frame: HTMLElement, event: PointerEvent): void {
  const onNode = event.target instanceof Element && event.target.closest('.node') !== null;
  if (event.button > 1 || (onNode && event.button === 0) || event.pointerType === 'touch') return;
  const start = { x: frame.scrollLeft + event.clientX, y: frame.scrollTop + event.clientY };
  const move = (next: PointerEvent) => {
    frame.classList.add('is-dragged');
    frame.scrollTo(start.x - next.clientX, start.y - next.clientY);
  };
  const end = () => {
    frame.classList.remove('is-dragged');
    frame.removeEventListener('pointermove', move);
    frame.removeEventListener('pointerup', end);
    frame.removeEventListener('pointercancel', end);
  };
  frame.setPointerCapture(event.pointerId);
  frame.addEventListener('pointermove', move);
  frame.addEventListener('pointerup', end);
  frame.addEventListener('pointercancel', end);
}

const panStep = 60;

/** Alt and an arrow move the drawing. True where the key was one of these. */
export function panByKey(frame: HTMLElement, event: KeyboardEvent): boolean {
  if (!event.altKey) return false;
  const x = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const y = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (x === 0 && y === 0) return false;
  frame.scrollBy(x * panStep, y * panStep);
  return true;
}

/** Scrolls a node into sight when another one is looked at; smoothly, unless the user wants no movement. */
export function useInSight(
  frame: Ref<HTMLElement>,
  layout: GraphLayout,
  scale: number,
  nodeId: string | null,
): void {
  const last = useRef<string | null>(null);
  useEffect(() => {
    const element = frame.current;
    const centre = layout.centres.get(nodeId ?? '');
    if (!element || !centre || last.current === nodeId) return;
    last.current = nodeId;
    const across = (layout.nodeWidth / 2) * scale;
    const down = (layout.nodeHeight / 2) * scale;
    const [x, y] = [centre.x * scale, centre.y * scale];
    const left = offsetShowing(element.scrollLeft, element.clientWidth, x - across, x + across, 20);
    const top = offsetShowing(element.scrollTop, element.clientHeight, y - down, y + down, 60);
    if (left === element.scrollLeft && top === element.scrollTop) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollTo({ left, top, behavior: still ? 'instant' : 'smooth' });
  }, [frame, layout, scale, nodeId]);
}
