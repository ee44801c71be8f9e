import { h } from 'preact';

export const button = (text: string, onClick: () => void) => h('button', { type: 'button', onClick }, text);
