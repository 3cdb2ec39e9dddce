<?php
use App\Http\Controllers\NoteController;
use Illuminate\Support\Facades\Route;
Route::get('/closed2', [NoteController::class, 'one']);
