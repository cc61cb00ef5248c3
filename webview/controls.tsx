/** Buttons, dropdowns and progress from the webview toolkit; the only file of the page that knows it. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import type { ComponentChildren, JSX } from 'preact';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());

type ElementAttributes = JSX.HTMLAttributes<HTMLElement>;

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ElementAttributes & { appearance?: string };
      'vscode-dropdown': ElementAttributes & { value?: string };
      'vscode-option': ElementAttributes & { value?: string };
      'vscode-progress-ring': ElementAttributes;
    }
  }
}

export interface ButtonProps {
  /** The primary button is the one thing to do next; an icon button is a small one without a frame. */
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** What a screen reader says where the button shows a sign only. */
  readonly label?: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A push button. */
export function Button({ kind = 'secondary', label, onPress, children }: ButtonProps) {
  const named = label === undefined ? {} : { 'aria-label': label, title: label };
  return (
    <vscode-button appearance={kind} {...named} onClick={onPress}>
      {children}
    </vscode-button>
  );
}

export interface DropdownProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly selected: number;
  readonly onSelect: (index: number) => void;
}

/** A choice among a few named things; `onSelect` gets the index of the chosen one. */
export function Dropdown({ label, options, selected, onSelect }: DropdownProps) {
  return (
    <vscode-dropdown
      aria-label={label}
      value={String(selected)}
      onChange={(event) => onSelect(Number((event.currentTarget as HTMLSelectElement).value))}
    >
      {options.map((option, index) => (
        <vscode-option key={index} value={String(index)}>
          {option}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
}

/** A ring that turns while something is under way; a word beside it has to say what. */
export function Busy() {
  return <vscode-progress-ring aria-hidden="true" />;
}
