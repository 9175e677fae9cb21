// Puts the app on the page; everything else is in App.svelte.
import { mount } from 'svelte'
import App from './App.svelte'
import './ui/style.css'
import { spoken } from './ui/words.svelte'

void spoken.speak().then(() => mount(App, { target: document.getElementById('app')! }))
