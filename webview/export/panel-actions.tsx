/** What can be done with the panel as a whole: pin it, open it among the editors, take its contents along as files. */
import type { ExportKind } from '../../src/protocol.ts';

export interface PanelActionsProps {
  readonly pinned: boolean;
  readonly onPin: (pinned: boolean) => void;
  readonly onOpenInEditor: () => void;
  readonly onExport: (what: ExportKind) => void;
}

const exportable: readonly { readonly what: ExportKind; readonly label: string; readonly title: string }[] = [
  { what: 'picture', label: 'Picture', title: 'Save the picture of the network as SVG or PNG' },
  { what: 'derivation', label: 'Derivations', title: 'Save all derivations as Markdown' },
  { what: 'report', label: 'Report', title: 'Save the report as Markdown' },
];

/** One row of links below the heading. */
export function PanelActions({ pinned, onPin, onOpenInEditor, onExport }: PanelActionsProps) {
  return (
    <div class="panel-actions">
      <label class="pin" title="Stay with this file when another one is opened">
        <input type="checkbox" checked={pinned} onChange={(event) => onPin(event.currentTarget.checked)} />
        Stay with this file
      </label>
      <button type="button" class="link" onClick={onOpenInEditor}>
        Open in editor
      </button>
      <span class="exports">
        <span aria-hidden="true">Save:</span>
        {exportable.map(({ what, label, title }) => (
          <button
            key={what}
            type="button"
            class="link"
            aria-label={title}
            title={title}
            onClick={() => onExport(what)}
          >
            {label}
          </button>
        ))}
      </span>
    </div>
  );
}
