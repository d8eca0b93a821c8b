import controls from './controls.css';
import frame from './frame.css';
import pictures from './pictures.css';
import responsive from './responsive.css';

/** The widget's style sheet. The order matters: the responsive rules override the others. */
export const css = frame + controls + pictures + responsive;
