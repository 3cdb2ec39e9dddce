<?php
use App\Http\Controllers\NoteController;
use Illuminate\Support\Facades\Route;
Route::get('/closed1', [NoteController::class, 'one']);
