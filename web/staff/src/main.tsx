import 'virtual:mantine.css';
import '@mantine/notifications/styles.css';
import 'virtual:theme.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

createRoot(document.getElementById('page')!).render(<App />);
