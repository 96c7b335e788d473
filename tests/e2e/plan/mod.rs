//! What a plan rests on beside the checkout.

mod base;
