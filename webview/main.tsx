/** Entry of the page: connects to the editor and draws. */
import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './host.ts';
import './panel.css';

const root = document.createElement('div');
root.className = 'panel';
document.body.append(root);
render(<App host={connect()} />, root);
