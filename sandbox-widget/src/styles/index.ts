// The order matters: what depends on the room comes last.
import controls from './controls.css';
import frame from './frame.css';
import pictures from './pictures.css';
import room from './room.css';

export const css = frame + controls + pictures + room;
