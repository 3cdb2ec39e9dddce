<?php
use App\Http\Controllers\A;
use App\Http\Controllers\B;
use App\Http\Controllers\C;
use App\Http\Controllers\D;
use Illuminate\Support\Facades\Route;
Route::get('/closed1', [A::class, 'one']);
Route::get('/open1', [A::class, 'two']);
Route::get('/closed2', [B::class, 'one']);
Route::get('/open2', [B::class, 'two']);
Route::get('/closed3', [C::class, 'one']);
Route::get('/open3', [C::class, 'two']);
Route::get('/closed4', [D::class, 'one']);
Route::get('/closed5', D::class);
