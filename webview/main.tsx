/** Entry of the page: connects to the editor and draws. */
import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './host.ts';
import './panel.css';

const root = document.getElementById('root');
if (!root) throw new Error("The panel's document has no element with the id root.");
render(<App host={connect()} />, root);
