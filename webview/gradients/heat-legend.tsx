/** The legend of the heat maps: the colour scale with the values at its ends and middle. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatNumber } from '../numbers.ts';
import { useThemeRevision } from '../theme.ts';
import { colourAt, heatColours, valueOnScale } from './heat-scale.ts';

const width = 200;
const height = 10;

/** The scale from −limit to limit. */
export function HeatLegend({ limit }: { limit: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeRevision();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const colours = heatColours();
    for (let x = 0; x < width; x += 1) {
      context.fillStyle = colourAt((2 * x) / (width - 1) - 1, colours);
      context.fillRect(x, 0, 1, height);
    }
  }, [theme]);
  return (
    <div class="legend">
      <canvas ref={canvas} width={width} height={height} aria-hidden="true" />
      <div class="legend-ticks">
        {[-1, 0, 1].map((position) => (
          <span key={position}>{formatNumber(valueOnScale(position, limit))}</span>
        ))}
      </div>
    </div>
  );
}
