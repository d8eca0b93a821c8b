import { createApp } from 'vue';
import Verification from './Verification.vue';

// <VerifyButton /> from VerifyButton.vue is the alternative: it opens the widget in a dialog.
createApp(Verification).mount('#root');
